/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROVE_LINUX_INIT_H
#define PROVE_LINUX_INIT_H

/* Nobody boots this with other parameters. */
#define __init			__attribute__((__unused__))
#define __ro_after_init
#define __setup(str, fn)

#endif
