// SPDX-License-Identifier: GPL-2.0-only
/*
 * What an unprivileged user can do to the machine by attaching filters.
 *
 *	hostile attach		what attaching one of the worst filters costs,
 *				and the last of as many as a task may have
 *	hostile irqsoff		for how long interrupts were off meanwhile at
 *				most (needs the irqsoff tracer)
 *	hostile kill [TRIES]	how long a task lives on at most that is killed
 *				while it attaches
 *	hostile storm [ROUNDS]	many threads attach; then see that nothing of it
 *				is left
 *	hostile reject		what becomes of programs that are not valid
 *
 * Times are those of the guest: instructions, if it counts these (vm/run -i).
 * Output: lines of "case<TAB>value"; "#" starts a remark.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define DATA(field)	offsetof(struct seccomp_data, field)

#define NOBODY		65534

/*
 * A task may have 32768 instructions of filters after their conversion, which
 * makes up to two of one, and 4 more count for each.
 */
#define DEPTH		8
#define LEN_DEEP	(32768 / DEPTH / 2 - 64)

static uint64_t now(void)
{
	uint32_t lo, hi;

	asm volatile("lfence; rdtsc" : "=a"(lo), "=d"(hi) :: "memory");
	return (uint64_t)hi << 32 | lo;
}

/* --- the worst filters */

struct program {
	struct sock_filter insns[BPF_MAXINSNS + 1];
	unsigned int len, want, nth;
};

static void add(struct program *p, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
	p->insns[p->len++] = (struct sock_filter){ code, jt, jf, k };
}

static void add_load(struct program *p, uint32_t offset)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void add_ret(struct program *p, uint32_t ret)
{
	add(p, BPF_RET | BPF_K, ret, 0, 0);
}

/* Each of @n numbers that no call has is asked for. */
static void add_comparisons(struct program *p, unsigned int n)
{
	while (n--)
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 0x10000 + n, 0, 0);
}

/* What programs mostly look like: all numbers go the same long way. */
static void compare(struct program *p)
{
	add_load(p, DATA(nr));
	add_comparisons(p, p->want - 2);
	add_ret(p, SECCOMP_RET_ALLOW);
}

/*
 * Each number gets a state of its own, which it keeps up to the end: so many
 * cannot be carried along together, and each has to go alone.
 */
static void split(struct program *p)
{
	unsigned int bit;

	for (bit = 0; bit < 9; bit++) {
		add_load(p, DATA(nr));
		add(p, BPF_ALU | BPF_AND | BPF_K, 1 << bit, 0, 0);
		add(p, BPF_ST, bit, 0, 0);
	}
	add_load(p, DATA(nr));
	for (bit = 0; bit < 9; bit++) {
		add(p, BPF_JMP | BPF_JSET | BPF_K, 1 << bit, 0, 2);
		add(p, BPF_LDX | BPF_IMM, 1, 0, 0);
		add(p, BPF_STX, bit, 0, 0);
	}
	add_comparisons(p, p->want - 1 - p->len);
	add_ret(p, SECCOMP_RET_ALLOW);
}

/* The same from the first instruction on: arithmetic on the number. */
static void arithmetic(struct program *p)
{
	add_load(p, DATA(nr));
	while (p->len < p->want - 2)
		add(p, BPF_ALU | BPF_XOR | BPF_K, p->len, 0, 0);
	add(p, BPF_JMP | BPF_JA, 0, 0, 0);
	add_ret(p, SECCOMP_RET_ALLOW);
}

/* All numbers look at an argument, and each at another value of it. */
static void arguments(struct program *p)
{
	const unsigned int each = 6;
	unsigned int nr;

	add_load(p, DATA(nr));
	for (nr = 0; p->len + each + 1 < p->want; nr++) {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, each - 1);
		add_load(p, DATA(args[0]));
		add(p, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1);
		add_ret(p, SECCOMP_RET_ERRNO | 1);
		add_load(p, DATA(args[1]));
		add_ret(p, SECCOMP_RET_ALLOW);
	}
	while (p->len < p->want - 1)
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 0x10000, 0, 0);
	add_ret(p, SECCOMP_RET_ALLOW);
}

/* As many ways as there can be to go on from an argument, for all numbers. */
static void ladder(struct program *p)
{
	add_load(p, DATA(args[0]));
	while (p->len < p->want - 260)
		add(p, BPF_JMP | BPF_JSET | BPF_K, p->len, 255 - p->len % 200, 0);
	while (p->len < p->want - 1)
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 0x10000, 0, 0);
	add_ret(p, SECCOMP_RET_ALLOW);
}

/* Each filter of a task answers other numbers, each with another answer. */
static void answers(struct program *p)
{
	const unsigned int each = 60;
	unsigned int i;

	add_load(p, DATA(nr));
	for (i = 0; i < each; i++) {
		const unsigned int nr = each * p->nth + i;

		add(p, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1);
		add_ret(p, nr == SYS_seccomp || nr == SYS_exit || nr == SYS_exit_group ?
			   SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | nr);
	}
	add_comparisons(p, p->want - 1 - p->len);
	add_ret(p, SECCOMP_RET_ALLOW);
}

static const struct shape {
	const char *name;
	void (*fill)(struct program *p);
} shapes[] = {
	{ "compare", compare },
	{ "split", split },
	{ "arithmetic", arithmetic },
	{ "arguments", arguments },
	{ "ladder", ladder },
	{ "answers", answers },
};

static __thread struct program program;

/* The @nth filter of a task, counted from 0. */
static const struct sock_fprog *fill(const struct shape *shape, unsigned int len, unsigned int nth)
{
	static __thread struct sock_fprog prog;

	program.len = 0;
	program.want = len;
	program.nth = nth;
	shape->fill(&program);
	if (program.len != len)
		errx(1, "%s: %u instructions", shape->name, program.len);
	prog.len = program.len;
	prog.filter = program.insns;
	return &prog;
}

/* Makes none of our own calls fail: number 0 to 511 are asked about only here. */
static int attach(const struct sock_fprog *prog, unsigned int flags)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, prog);
}

static void become_nobody(void)
{
	if (setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		err(1, "cannot give up privileges");
}

/* Shared with the children, so that they can say what they found. */
static volatile uint64_t *found;

static pid_t child(void (*fn)(const struct shape *shape), const struct shape *shape)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (!pid) {
		become_nobody();
		fn(shape);
		/* Which may be denied by now: then this is how it ends */
		syscall(SYS_exit_group, 0);
		__builtin_trap();
	}
	return pid;
}

static void wait_for(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	if (!WIFEXITED(status) && !WIFSIGNALED(status))
		errx(1, "child: status %#x", status);
}

/* --- hostile attach */

static void attach_one(const struct shape *shape)
{
	const struct sock_fprog *prog = fill(shape, BPF_MAXINSNS, 0);
	const uint64_t start = now();

	if (!attach(prog, 0))
		found[0] = now() - start;
}

static void attach_deep(const struct shape *shape)
{
	for (int i = 0; i < DEPTH; i++) {
		const struct sock_fprog *prog = fill(shape, LEN_DEEP, i);
		const uint64_t start = now();

		found[0] = 0;
		if (attach(prog, 0))
			break;
		found[0] = now() - start;
	}
}

static void measure_attach_of(const char *name, void (*fn)(const struct shape *shape),
			      const struct shape *shape)
{
	found[0] = 0;
	wait_for(child(fn, shape));
	if (!found[0])
		errx(1, "%s/%s: not attached", name, shape->name);
	printf("%s/%s\t%lu\n", name, shape->name, found[0]);
}

static void measure_attach(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		measure_attach_of("attach", attach_one, &shapes[i]);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		measure_attach_of("attach-on-7", attach_deep, &shapes[i]);
}

/* --- hostile irqsoff */

#define TRACING	"/sys/kernel/tracing/"

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err(1, "%s", path);
	close(fd);
}

static void read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (n < 0)
		err(1, "%s", path);
	text[n] = '\0';
	close(fd);
}

static void do_nothing(const struct shape *shape)
{
	(void)shape;
}

/* Two threads attach at the same time, for both, so that each has to look again. */
static void *attach_synced(void *shape)
{
	for (int i = 0; i < DEPTH; i++)
		attach(fill(shape, LEN_DEEP / 2, i), SECCOMP_FILTER_FLAG_TSYNC);
	return NULL;
}

static void attach_racing(const struct shape *shape)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, attach_synced, (void *)shape))
		errx(1, "no thread");
	attach_synced((void *)shape);
	syscall(SYS_exit_group, 0);
}

/* The remark says where interrupts were turned off and on again. */
static void measure_irqsoff_of(const char *name, void (*fn)(const struct shape *shape),
			       const struct shape *shape)
{
	static char text[1 << 16];
	char *line, *rest;

	write_file(TRACING "tracing_max_latency", "0");
	write_file(TRACING "tracing_on", "1");
	wait_for(child(fn, shape));
	write_file(TRACING "tracing_on", "0");
	read_file(TRACING "tracing_max_latency", text, sizeof(text));
	printf("%s/%s\t%lu\n", name, shape ? shape->name : "none", strtoul(text, NULL, 10) * 1000);
	read_file(TRACING "trace", text, sizeof(text));
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (strstr(line, "=> started at") || strstr(line, "=> ended at"))
			printf("# %s/%s %s\n", name, shape ? shape->name : "none", line + 1);
}

static void measure_irqsoff(void)
{
	mount("tracefs", TRACING, "tracefs", 0, NULL);
	write_file(TRACING "tracing_on", "0");
	write_file(TRACING "current_tracer", "irqsoff");
	measure_irqsoff_of("irqsoff", do_nothing, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		measure_irqsoff_of("irqsoff", attach_one, &shapes[i]);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		measure_irqsoff_of("irqsoff-race", attach_racing, &shapes[i]);
	write_file(TRACING "current_tracer", "nop");
}

/* --- hostile kill */

static void attach_for_ever(const struct shape *shape)
{
	const struct sock_fprog *prog = fill(shape, BPF_MAXINSNS, 0);

	/* Once there are too many this is found out only when all is done */
	for (;;) {
		found[0]++;
		attach(prog, 0);
	}
}

static void measure_kill(int tries)
{
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		uint64_t worst = 0;

		for (int t = 0; t < tries; t++) {
			uint64_t start, took;
			pid_t pid;

			found[0] = 0;
			pid = child(attach_for_ever, &shapes[i]);
			while (!found[0])
				usleep(100);
			usleep(t * 997 % 8000);
			start = now();
			kill(pid, SIGKILL);
			wait_for(pid);
			took = now() - start;
			if (took > worst)
				worst = took;
		}
		printf("kill/%s\t%lu\n", shapes[i].name, worst);
	}
}

/* --- hostile storm */

static long read_kb(const char *name)
{
	FILE *f = fopen("/proc/meminfo", "re");
	size_t len = strlen(name);
	long kb = -1;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, len) && line[len] == ':')
			kb = atol(line + len + 1);
	if (kb < 0)
		errx(1, "/proc/meminfo: no %s", name);
	fclose(f);
	return kb;
}

static long kernel_memory(void)
{
	return read_kb("SUnreclaim") + read_kb("VmallocUsed") + read_kb("Percpu");
}

static void *attach_all(void *shape)
{
	for (int i = 0; i < DEPTH; i++)
		attach(fill(shape, LEN_DEEP, i), 0);
	return NULL;
}

#define STORM_THREADS	8

static void storm_process(const struct shape *shape)
{
	pthread_t threads[STORM_THREADS];

	for (int i = 0; i < STORM_THREADS; i++)
		if (pthread_create(&threads[i], NULL, attach_all, (void *)shape))
			errx(1, "no thread");
	for (int i = 0; i < STORM_THREADS; i++)
		pthread_join(threads[i], NULL);
	found[0]++;
}

/* All shapes at once; some are killed in the middle of it. */
static void storm_round(int round)
{
	pid_t pids[ARRAY_SIZE(shapes)];

	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		pids[i] = child(storm_process, &shapes[i]);
	if (round % 2) {
		usleep(20000 + 5000 * round);
		for (size_t i = 0; i < ARRAY_SIZE(shapes); i += 2)
			kill(pids[i], SIGKILL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++)
		wait_for(pids[i]);
}

#define SLABS		"/sys/kernel/slab/"

/* What slab caches keep of freed objects depends on which CPU freed what, and is up to 3 MB. */
static void shrink_slabs(void)
{
	glob_t files;

	if (glob(SLABS "*/shrink", 0, NULL, &files))
		errx(1, SLABS ": no caches to shrink, is there CONFIG_SLUB_DEBUG?");
	for (size_t i = 0; i < files.gl_pathc; i++)
		write_file(files.gl_pathv[i], "1");
	globfree(&files);
}

/* Memory comes back with some delay: RCU, work queues. */
static long settle(long wanted)
{
	long kb = 0;

	for (int i = 0; i < 100; i++) {
		shrink_slabs();
		kb = kernel_memory();
		if (kb <= wanted)
			break;
		usleep(100000);
	}
	return kb;
}

static void measure_storm(int rounds)
{
	const long attaches = (long)rounds * STORM_THREADS * DEPTH * ARRAY_SIZE(shapes);
	long before, left, most = 0;

	/* What these leave in caches, later ones do not add to */
	for (int i = 0; i < 4; i++)
		storm_round(i);
	before = settle(0);
	for (int i = 0; i < rounds; i++) {
		long kb;

		storm_round(i);
		kb = kernel_memory();
		if (kb > most)
			most = kb;
	}
	left = settle(before) - before;
	printf("# storm: %ld attaches, at most %ld kB, then %ld kB\n", attaches, most - before, left);
	printf("storm/left-of-each\t%ld\n", left > 0 ? left * 1024 / attaches : 0);
}

/* --- hostile reject */

/* In a process of its own, as it stays if it is valid. Returns the errno. */
static int try_in_child(const struct sock_fprog *prog, unsigned int flags)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		become_nobody();
		_exit(attach(prog, flags) < 0 ? errno : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(1, "fork");
	/* Denied its own exit, it was killed: it was attached */
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

/* Neither privileged nor without a way to become so. */
static int try_unprivileged(const struct sock_fprog *prog)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setresuid(NOBODY, NOBODY, NOBODY))
			err(1, "setresuid");
		_exit(attach(prog, 0) < 0 ? errno : 0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		err(1, "fork");
	return WEXITSTATUS(status);
}

static void try_program(const char *name, const struct sock_filter *insns, unsigned int len)
{
	const struct sock_fprog prog = { .len = len, .filter = (void *)insns };

	printf("reject/%s\t%d\n", name, try_in_child(&prog, 0));
}

#define TRY(name, ...) do {							\
	const struct sock_filter insns[] = { __VA_ARGS__ };			\
										\
	try_program(name, insns, ARRAY_SIZE(insns));				\
} while (0)

#define ALLOW	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define LD(k)	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (k))

static char letter(int error)
{
	return !error ? '+' : error == EINVAL ? '-' : '?';
}

/* Each opcode with small and with large operands, 64 in a row. */
static void try_opcodes(void)
{
	static const uint32_t ks[] = { 0, 4, 31, 63, 64, 0x7fffffff, 0xfffff000 };
	char row[65];

	for (size_t i = 0; i < ARRAY_SIZE(ks); i++) {
		for (unsigned int code = 0; code < 0x140; code++) {
			const struct sock_filter insns[] = {
				BPF_STMT(BPF_LDX | BPF_IMM, 1), BPF_STMT(BPF_ST, 0),
				BPF_STMT(BPF_ST, 4),
				{ code, 0, 0, ks[i] }, ALLOW,
			};
			const struct sock_fprog prog = {
				.len = ARRAY_SIZE(insns), .filter = (void *)insns,
			};

			row[code % 64] = letter(try_in_child(&prog, 0));
			if (code % 64 == 63)
				printf("reject/opcodes-%#x-%#x\t%.64s\n", code - 63, ks[i], row);
		}
	}
}

static uint64_t seed = 1;

static unsigned int roll(unsigned int sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed >> 20) % sides;
}

/* Programs with valid opcodes most of the time, jumps that mostly stay inside. */
static const struct sock_fprog *random_program(void)
{
	static const uint16_t codes[] = {
		0x20, 0x80, 0x00, 0x60, 0x01, 0x61, 0x81, 0x02, 0x03, 0x06, 0x16, 0x05,
		0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d, 0x04, 0x0c, 0x14, 0x1c,
		0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c,
		0x84, 0x07, 0x87, /* invalid ones */ 0xa4, 0xac, 0x30, 0x94,
	};
	const unsigned int len = 2 + roll(12), valid = ARRAY_SIZE(codes) - 4;
	static struct sock_fprog prog;
	struct program *p = &program;

	p->len = 0;
	while (p->len < len - 1) {
		const uint16_t code = codes[roll(roll(8) ? valid : ARRAY_SIZE(codes))];
		const uint32_t k = roll(4) ? roll(16) * 4 : roll(70);
		const uint8_t jt = roll(len - p->len), jf = roll(len - p->len);

		add(p, code, k, jt, jf);
	}
	if (roll(16))
		add_ret(p, SECCOMP_RET_ALLOW);
	else
		add(p, codes[roll(ARRAY_SIZE(codes))], roll(64), 0, 0);
	prog.len = len;
	prog.filter = p->insns;
	return &prog;
}

static void try_random(unsigned int rows)
{
	char row[65];

	for (unsigned int r = 0; r < rows; r++) {
		for (unsigned int i = 0; i < 64; i++)
			row[i] = letter(try_in_child(random_program(), 0));
		printf("reject/random-%u\t%.64s\n", r, row);
	}
}

static void try_lengths(void)
{
	static const unsigned int lens[] = { 1, 4095, 4096, 4097, 65535 };
	static struct sock_filter insns[65536];
	char name[32];

	for (size_t i = 0; i < ARRAY_SIZE(insns); i++)
		insns[i] = (struct sock_filter)ALLOW;
	try_program("length-0", insns, 0);
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++) {
		snprintf(name, sizeof(name), "length-%u", lens[i]);
		try_program(name, insns, lens[i]);
	}
}

/* How many times a task may attach a filter, and what stops it. */
static void try_depth(const char *name, const struct sock_filter *insns, unsigned int len)
{
	const struct sock_fprog prog = { .len = len, .filter = (void *)insns };
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		become_nobody();
		for (found[0] = 0; !attach(&prog, 0); found[0]++)
			;
		found[1] = errno;
		_exit(0);
	}
	wait_for(pid);
	printf("reject/depth-%s-%u\t%lu filters, then %lu\n", name, len, found[0], found[1]);
}

static void harden(const char *level)
{
	FILE *f = fopen("/proc/sys/net/core/bpf_jit_harden", "we");

	if (!f || fputs(level, f) < 0 || fclose(f))
		err(1, "bpf_jit_harden");
}

/*
 * Programs that stay as they are, and one that the cache shortens; with constants
 * that count more than others when they are blinded.
 */
static void try_depths(void)
{
	static const unsigned int lens[] = { 1, 100, 4096 };
	static struct sock_filter allow[BPF_MAXINSNS];

	for (size_t i = 0; i < ARRAY_SIZE(allow); i++)
		allow[i] = (struct sock_filter)ALLOW;
	for (size_t i = 0; i < ARRAY_SIZE(lens); i++)
		try_depth("allow", allow, lens[i]);

	program.len = 0;
	program.want = 300;
	arguments(&program);
	try_depth("shortened", program.insns, program.len);
	harden("2");
	try_depth("allow-hardened", allow, 100);
	try_depth("shortened-hardened", program.insns, program.len);
	harden("0");
}

static void try_all(void)
{
	const struct sock_filter allow[] = { ALLOW };
	const struct sock_fprog good = { .len = 1, .filter = (void *)allow },
		null = { .len = 1 }, wild = { .len = 1, .filter = (void *)8 },
		kernel = { .len = 4096, .filter = (void *)0xffffffff81000000 };

	TRY("no-return", LD(0));
	TRY("no-return-after-jump", LD(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0));
	TRY("jump-out-true", BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0), ALLOW);
	TRY("jump-out-false", BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), ALLOW);
	TRY("jump-out-always", BPF_STMT(BPF_JMP | BPF_JA, 1), ALLOW);
	TRY("jump-wraps", BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff), ALLOW);
	TRY("jump-backward", LD(0), BPF_STMT(BPF_JMP | BPF_JA, -2), ALLOW);
	TRY("load-unaligned", LD(1), ALLOW);
	TRY("load-last", LD(sizeof(struct seccomp_data) - 4), ALLOW);
	TRY("load-behind", LD(sizeof(struct seccomp_data)), ALLOW);
	TRY("load-negative", LD(SKF_AD_OFF), ALLOW);
	TRY("load-half", BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0), ALLOW);
	TRY("load-byte", BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), ALLOW);
	TRY("load-indirect", BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0), ALLOW);
	TRY("load-msh", BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), ALLOW);
	TRY("memory-unset", BPF_STMT(BPF_LD | BPF_MEM, 0), ALLOW);
	TRY("memory-set", BPF_STMT(BPF_ST, 15), BPF_STMT(BPF_LD | BPF_MEM, 15), ALLOW);
	TRY("memory-set-one-way", LD(0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1),
	    BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LD | BPF_MEM, 3), ALLOW);
	TRY("memory-outside", BPF_STMT(BPF_ST, 16), ALLOW);
	TRY("memory-outside-x", BPF_STMT(BPF_STX, 0x80000000), ALLOW);
	TRY("divide-by-0", BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), ALLOW);
	TRY("divide-by-x", BPF_STMT(BPF_ALU | BPF_DIV | BPF_X, 0), ALLOW);
	TRY("modulo", BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, 3), ALLOW);
	TRY("shift-31", BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 31), ALLOW);
	TRY("shift-32", BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), ALLOW);
	TRY("shift-right-32", BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 32), ALLOW);
	TRY("return-x", BPF_STMT(BPF_RET | BPF_X, 0));
	TRY("return-a", BPF_STMT(BPF_RET | BPF_A, 0));
	try_lengths();
	printf("reject/pointer-null\t%d\n", try_in_child(&null, 0));
	printf("reject/pointer-wild\t%d\n", try_in_child(&wild, 0));
	printf("reject/pointer-kernel\t%d\n", try_in_child(&kernel, 0));
	printf("reject/fprog-null\t%d\n", try_in_child(NULL, 0));
	printf("reject/unprivileged\t%d\n", try_unprivileged(&good));
	for (unsigned int flags = 0; flags < 128; flags++)
		printf("reject/flags-%#x\t%d\n", flags, try_in_child(&good, flags));
	printf("reject/flags-unknown\t%d\n", try_in_child(&good, 1u << 31));
	try_depths();
	try_opcodes();
	try_random(32);
}

int main(int argc, char *argv[])
{
	const char *what = argc > 1 ? argv[1] : "";

	found = mmap(NULL, 2 * sizeof(*found), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (found == MAP_FAILED)
		err(1, "mmap");
	if (!strcmp(what, "attach"))
		measure_attach();
	else if (!strcmp(what, "irqsoff"))
		measure_irqsoff();
	else if (!strcmp(what, "kill"))
		measure_kill(argc > 2 ? atoi(argv[2]) : 40);
	else if (!strcmp(what, "storm"))
		measure_storm(argc > 2 ? atoi(argv[2]) : 10);
	else if (!strcmp(what, "reject"))
		try_all();
	else
		errx(2, "usage: hostile attach | irqsoff | kill [TRIES] | storm [ROUNDS] | reject");
	return 0;
}
