/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_FILTER_H
#define PROVE_LINUX_FILTER_H

/* How the kernel makes a program, see ../../attach.c. */

#include_next <linux/filter.h>

#include <linux/bpf.h>

struct sock_fprog_kern {
	u16 len;
	struct sock_filter *filter;
};

typedef int (*bpf_aux_classic_check_t)(struct sock_filter *filter,
				       unsigned int flen);

#define bpf_classic_proglen(fprog) \
	((fprog)->len * sizeof((fprog)->filter[0]))
#define bpf_prog_insn_size(prog) \
	((prog)->len * sizeof(struct sock_filter))

int bpf_prog_check_from_kernel(struct sock_fprog_kern *fprog,
			       bpf_aux_classic_check_t check);
int bpf_prog_len_from_kernel(const struct sock_fprog_kern *fprog);
int bpf_prog_create_from_kernel(struct bpf_prog **prog,
				const struct sock_fprog_kern *fprog,
				bpf_aux_classic_check_t check,
				const struct sock_fprog_kern *orig);
int bpf_prog_create_from_user(struct bpf_prog **prog, struct sock_fprog *fprog,
			      bpf_aux_classic_check_t check, bool save_orig);
void bpf_prog_destroy(struct bpf_prog *prog);

#endif
