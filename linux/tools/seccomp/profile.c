// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "rules.h"
#include "util.h"

typedef struct json_object json;

/* The profile that is read, for what is said of it */
static const char *profile;

bool profile_looks_like(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '{';
}

/* --- What the container has --- */

static const char *caps[64] = {
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER",
	"CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP",
	"CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL",
	"CAP_AUDIT_WRITE",
};

#define NR_CAPS	(sizeof(caps) / sizeof(caps[0]))

static bool all_caps;

/* CAP_SYS_ADMIN may be called SYS_ADMIN or sys_admin, as by Docker */
static char *full_name(const char *cap)
{
	char *name = xprintf("%s%s", strncasecmp(cap, "CAP_", 4) ? "CAP_" : "",
			     cap), *c;

	for (c = name; *c; c++)
		*c = toupper(*c);
	return name;
}

static const char **find_cap(const char *name)
{
	size_t i;

	for (i = 0; i < NR_CAPS; i++)
		if (name ? caps[i] && !strcmp(caps[i], name) : !caps[i])
			return &caps[i];
	return NULL;
}

static bool has_cap(const char *name)
{
	return all_caps || find_cap(name);
}

void profile_add_cap(const char *cap)
{
	const char *name = full_name(cap);
	const char **room = find_cap(NULL);

	if (!strcmp(name, "CAP_ALL"))
		all_caps = true;
	else if (!find_cap(name) && room)
		*room = name;
}

void profile_drop_cap(const char *cap)
{
	const char *name = full_name(cap);
	const char **has;

	if (!strcmp(name, "CAP_ALL")) {
		all_caps = false;
		memset(caps, 0, sizeof(caps));
	} else {
		if (all_caps)
			die_usage("of all capabilities none can be dropped: add those that are there");
		has = find_cap(name);
		if (has)
			*has = NULL;
	}
}

static unsigned int kernel[2];

static bool parse_version(const char *s, unsigned int version[2])
{
	return sscanf(s, "%u.%u", &version[0], &version[1]) == 2;
}

void profile_set_kernel(const char *version)
{
	if (!parse_version(version, kernel))
		die_usage("'%s' is no kernel version as 6.12 is one", version);
}

static bool kernel_at_least(const char *s)
{
	unsigned int min[2];
	struct utsname uts;

	if (!kernel[0]) {
		uname(&uts);
		parse_version(uts.release, kernel);
	}
	if (!parse_version(s, min))
		die_input("%s: minKernel '%s' is no version", profile, s);
	return kernel[0] > min[0] ||
	       (kernel[0] == min[0] && kernel[1] >= min[1]);
}

/* What Go, and so Docker, calls an architecture, and libseccomp as well */
static const char *go_name(const struct arch *arch)
{
	static const char *const names[][2] = {
		{ "x86_64", "amd64" }, { "i386", "x86" }, { "aarch64", "arm64" },
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(arch->name, names[i][0]))
			return names[i][1];
	return arch->name;
}

/* --- JSON --- */

/* A member of the right type, or NULL if it is not there or null */
static json *get(json *object, const char *key, enum json_type type)
{
	json *value;

	if (!json_object_object_get_ex(object, key, &value) || !value)
		return NULL;
	if (!json_object_is_type(value, type))
		die_input("%s: '%s' is no %s", profile, key,
			  json_type_to_name(type));
	return value;
}

static const char *get_string(json *object, const char *key)
{
	json *value = get(object, key, json_type_string);

	return value ? json_object_get_string(value) : NULL;
}

static size_t length(json *array)
{
	return array ? json_object_array_length(array) : 0;
}

static json *item(json *array, size_t i, enum json_type type, const char *what)
{
	json *value = json_object_array_get_idx(array, i);

	if (!json_object_is_type(value, type))
		die_input("%s: '%s' has an item that is no %s", profile, what,
			  json_type_to_name(type));
	return value;
}

static const char *string_item(json *array, size_t i, const char *what)
{
	return json_object_get_string(item(array, i, json_type_string, what));
}

static uint64_t get_number(json *object, const char *key, uint64_t fallback,
			   uint64_t max)
{
	json *value = get(object, key, json_type_int);
	uint64_t number;

	if (!value)
		return fallback;
	number = json_object_get_uint64(value);
	if (json_object_get_int64(value) < 0 || number > max)
		die_input("%s: '%s' is out of range", profile, key);
	return number;
}

static json *parse(const char *text)
{
	struct json_tokener *tokener = json_tokener_new();
	size_t len = strlen(text), end;
	json *all;

	if (!tokener)
		die_input("out of memory");
	all = json_tokener_parse_ex(tokener, text, len);
	end = json_tokener_get_parse_end(tokener);
	if (!all || json_tokener_get_error(tokener) != json_tokener_success)
		die_input("%s: broken JSON at byte %zu: %s", profile, end,
			  json_tokener_get_error(tokener) == json_tokener_continue ?
			  "it ends too early" :
			  json_tokener_error_desc(json_tokener_get_error(tokener)));
	if (text[end + strspn(text + end, " \t\r\n")])
		die_input("%s: broken JSON at byte %zu: it should have ended",
			  profile, end);
	json_tokener_free(tokener);
	return all;
}

/* --- Words of a profile --- */

static unsigned int errno_of(const char *name)
{
	const char *known;
	unsigned int err;

	for (err = 1; err < 256; err++) {
		known = strerrorname_np(err);
		if (known && !strcmp(known, name))
			return err;
	}
	die_input("%s: unknown errno '%s'", profile, name);
}

/* Podman has a name in place of the number */
static unsigned int errno_in(json *object, const char *name_key,
			     const char *number_key)
{
	const char *name = get_string(object, name_key);

	if (name && *name)
		return errno_of(name);
	return get_number(object, number_key, EPERM, UINT16_MAX);
}

static u32 action_of(const char *name, unsigned int err)
{
	const struct { const char *name; u32 action; } actions[] = {
		{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
		{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(err) },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE(err) },
		{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
		{ "SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY },
	};
	size_t i;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (name && !strcmp(name, actions[i].name))
			return actions[i].action;
	die_input("%s: unknown action '%s'", profile, name ? name : "");
}

static enum scmp_compare op_of(const char *name)
{
	static const struct { const char *name; enum scmp_compare op; } ops[] = {
		{ "SCMP_CMP_NE", SCMP_CMP_NE }, { "SCMP_CMP_LT", SCMP_CMP_LT },
		{ "SCMP_CMP_LE", SCMP_CMP_LE }, { "SCMP_CMP_EQ", SCMP_CMP_EQ },
		{ "SCMP_CMP_GE", SCMP_CMP_GE }, { "SCMP_CMP_GT", SCMP_CMP_GT },
		{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};
	size_t i;

	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (name && !strcmp(name, ops[i].name))
			return ops[i].op;
	die_input("%s: unknown operator '%s'", profile, name ? name : "");
}

static u32 arch_token(const char *name)
{
	char low[32] = "";
	const char *c;
	size_t i;
	u32 token;

	if (strncmp(name, "SCMP_ARCH_", 10))
		die_input("%s: unknown architecture '%s'", profile, name);
	for (c = name + 10, i = 0; *c && i < sizeof(low) - 1; c++, i++)
		low[i] = tolower(*c);
	token = seccomp_arch_resolve_name(low);
	if (!token)
		die_input("%s: unknown architecture '%s'", profile, name);
	return token;
}

/* --- Which rules count --- */

static bool lists(json *array, const char *what, const char *name)
{
	size_t i;

	for (i = 0; i < length(array); i++)
		if (!strcmp(string_item(array, i, what), name))
			return true;
	return false;
}

static bool excluded(json *call, const char *go)
{
	json *excludes = get(call, "excludes", json_type_object), *list;
	const char *min;
	size_t i;

	if (!excludes)
		return false;
	if (lists(get(excludes, "arches", json_type_array), "arches", go))
		return true;
	list = get(excludes, "caps", json_type_array);
	for (i = 0; i < length(list); i++)
		if (has_cap(string_item(list, i, "caps")))
			return true;
	min = get_string(excludes, "minKernel");
	return min && *min && kernel_at_least(min);
}

static bool included(json *call, const char *go)
{
	json *includes = get(call, "includes", json_type_object), *list;
	const char *min;
	size_t i;

	if (!includes)
		return true;
	list = get(includes, "arches", json_type_array);
	if (length(list) && !lists(list, "arches", go))
		return false;
	list = get(includes, "caps", json_type_array);
	for (i = 0; i < length(list); i++)
		if (!has_cap(string_item(list, i, "caps")))
			return false;
	min = get_string(includes, "minKernel");
	return !min || !*min || kernel_at_least(min);
}

/* --- The parts of a profile --- */

static void read_args(json *call, struct rule *rule)
{
	json *args = get(call, "args", json_type_array);
	size_t i;

	if (length(args) > RULE_ARGS)
		die_input("%s: a rule has more than %u conditions", profile,
			  RULE_ARGS);
	rule->nr_args = length(args);
	for (i = 0; i < rule->nr_args; i++) {
		json *arg = item(args, i, json_type_object, "args");

		rule->args[i].arg = get_number(arg, "index", 0, 5);
		rule->args[i].op = op_of(get_string(arg, "op"));
		rule->args[i].datum_a = get_number(arg, "value", 0, UINT64_MAX);
		rule->args[i].datum_b = get_number(arg, "valueTwo", 0,
						   UINT64_MAX);
	}
}

static void add_name(struct rules *rules, struct rule *rule, const char *name)
{
	if (!*name)
		die_input("%s: a rule has an empty name", profile);
	if (rule->action == SCMP_ACT_NOTIFY && !strcmp(name, "write"))
		die_input("%s: SCMP_ACT_NOTIFY for write, which runc refuses",
			  profile);
	rule->name = name;
	rules->rule = xrealloc(rules->rule,
			       (rules->nr + 1) * sizeof(*rules->rule));
	rules->rule[rules->nr++] = *rule;
}

static void read_call(json *call, struct rules *rules)
{
	const char *go = go_name(rules->arch), *name = get_string(call, "name");
	json *names = get(call, "names", json_type_array);
	struct rule rule = {};
	size_t i;

	if (excluded(call, go) || !included(call, go))
		return;
	if (name && *name && length(names))
		die_input("%s: a rule has both 'name' and 'names'", profile);
	rule.action = action_of(get_string(call, "action"),
				errno_in(call, "errno", "errnoRet"));
	read_args(call, &rule);
	if (name && *name)
		add_name(rules, &rule, name);
	for (i = 0; i < length(names); i++)
		add_name(rules, &rule, string_item(names, i, "names"));
}

static void add_arch(struct rules *rules, const char *name)
{
	if (rules->nr_archs == sizeof(rules->archs) / sizeof(rules->archs[0]))
		die_input("%s: too many architectures", profile);
	rules->archs[rules->nr_archs++] = arch_token(name);
}

static void read_archs(json *root, struct rules *rules)
{
	json *archs = get(root, "architectures", json_type_array);
	json *map = get(root, "archMap", json_type_array), *subs;
	size_t i, j;

	if (length(archs) && length(map))
		die_input("%s: has both 'architectures' and 'archMap'", profile);
	for (i = 0; i < length(archs); i++)
		add_arch(rules, string_item(archs, i, "architectures"));
	for (i = 0; i < length(map); i++) {
		json *entry = item(map, i, json_type_object, "archMap");
		const char *name = get_string(entry, "architecture");

		/* Others may be some that this libseccomp does not know */
		if (!name || strncmp(name, "SCMP_ARCH_", 10) ||
		    strcasecmp(name + 10, arch_libseccomp(rules->arch)))
			continue;
		add_arch(rules, name);
		subs = get(entry, "subArchitectures", json_type_array);
		for (j = 0; j < length(subs); j++)
			add_arch(rules, string_item(subs, j,
						    "subArchitectures"));
		break;
	}
}

/* The part of an OCI runtime's config.json that is about seccomp, or all of it */
static json *find_seccomp(json *root)
{
	json *linux_part = get(root, "linux", json_type_object);

	if (!linux_part)
		return root;
	root = get(linux_part, "seccomp", json_type_object);
	if (!root)
		die_input("%s: has no linux.seccomp: such a container has no filter",
			  profile);
	return root;
}

const struct filter *profile_compile(const char *path, const char *text,
				     const struct arch *arch)
{
	struct rules rules = { .path = path, .arch = arch };
	const struct filter *filter;
	json *all, *root, *calls;
	size_t i;

	profile = path;
	all = parse(text);
	root = find_seccomp(all);
	if (!get_string(root, "defaultAction"))
		die_input("%s: has no defaultAction: is it a seccomp profile?",
			  path);
	rules.action = action_of(get_string(root, "defaultAction"),
				 errno_in(root, "defaultErrno",
					  "defaultErrnoRet"));
	if (rules.action == SCMP_ACT_NOTIFY)
		die_input("%s: SCMP_ACT_NOTIFY as default action, which runc refuses",
			  path);
	read_archs(root, &rules);
	calls = get(root, "syscalls", json_type_array);
	for (i = 0; i < length(calls); i++)
		read_call(item(calls, i, json_type_object, "syscalls"), &rules);
	filter = rules_compile(&rules);
	free(rules.rule);
	json_object_put(all);
	return filter;
}
