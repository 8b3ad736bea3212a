// SPDX-License-Identifier: GPL-2.0-only
#include "filter.h"

#include <endian.h>
#include <sha256.h>
#include <stdlib.h>
#include <string.h>

#include "checker.h"
#include "util.h"

static const struct filter *filters;
static const struct chain *chains;

static void put_insns(struct sock_filter *to, const struct sock_filter *from,
		      unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++) {
		to[i] = from[i];
		to[i].code = htole16(from[i].code);
		to[i].k = htole32(from[i].k);
	}
}

void *filter_bytes(const struct filter *filter, size_t *size)
{
	struct sock_filter *bytes;

	*size = filter->len * sizeof(*bytes);
	bytes = xcalloc(filter->len, sizeof(*bytes));
	put_insns(bytes, filter->insns, filter->len);
	return bytes;
}

static void name(struct filter *filter)
{
	char hex[SHA256_DIGEST_STRING_LENGTH];
	size_t size;
	void *bytes = filter_bytes(filter, &size);

	SHA256Data(bytes, size, hex);
	memcpy(filter->id, hex, FILTER_ID_LEN);
	free(bytes);
}

const struct filter *filter_get(const struct sock_filter *insns,
				unsigned int len)
{
	const size_t size = len * sizeof(*insns);
	const struct filter *f;
	struct filter *new;

	for (f = filters; f; f = f->next)
		if (f->len == len && !memcmp(f->insns, insns, size))
			return f;
	new = xcalloc(1, sizeof(*new) + size);
	new->len = len;
	memcpy(new->insns, insns, size);
	name(new);
	new->next = filters;
	filters = new;
	return new;
}

const struct chain *chain_get(const struct chain *below,
			      const struct filter *filter)
{
	const struct chain *c;
	struct chain *new;

	for (c = chains; c; c = c->next)
		if (c->filter == filter && c->below == below)
			return c;
	new = xcalloc(1, sizeof(*new));
	new->filter = filter;
	new->below = below;
	new->depth = below ? below->depth + 1 : 1;
	new->next = chains;
	chains = new;
	return new;
}

const struct filter *filter_parse(const char *path, const void *data,
				  size_t size)
{
	static struct sock_filter insns[BPF_MAXINSNS];
	const char *objection;
	unsigned int i, at, len = size / sizeof(insns[0]);

	if (!size)
		die_input("%s: is empty", path);
	if (size % sizeof(insns[0]))
		die_input("%s: %zu bytes are no whole number of instructions, which take %zu bytes each",
			  path, size, sizeof(insns[0]));
	if (len > BPF_MAXINSNS)
		die_input("%s: %u instructions, a filter has at most %u",
			  path, len, BPF_MAXINSNS);
	memcpy(insns, data, size);
	for (i = 0; i < len; i++) {
		insns[i].code = le16toh(insns[i].code);
		insns[i].k = le32toh(insns[i].k);
	}
	objection = checker_objection_at(insns, len, &at);
	if (objection)
		die_input("%s: no filter that the kernel accepts: instruction %u: %s",
			  path, at, objection);
	return filter_get(insns, len);
}

const struct filter *filter_read(const char *path)
{
	const struct filter *filter;
	size_t size;
	char *data;

	/* One instruction more, to tell how it is too long */
	data = read_file(path, (BPF_MAXINSNS + 1) * sizeof(struct sock_filter),
			 &size);
	filter = filter_parse(path, data, size);
	free(data);
	return filter;
}
