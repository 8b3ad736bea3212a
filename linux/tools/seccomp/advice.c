// SPDX-License-Identifier: GPL-2.0-only
#include "advice.h"
void print_advice(const struct subject *subject)
{
}
