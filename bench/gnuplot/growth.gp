# SPDX-License-Identifier: GPL-2.0-only
# What calls cost as filters grow, a panel for each kind of call: size, then
# off, stock, cache of each kind

array kind[3] = ['always allowed: getpid', 'always denied: kexec_load', 'argument checked: personality']
set logscale xy
stats data using 1 nooutput
set xrange [STATS_min / 1.3:STATS_max * 1.3]
set yrange [5:20000]
set format '%g'
set multiplot layout 1,3
set bmargin 4
set ylabel 'instructions over no seccomp'
do for [panel=1:3] {
	if (panel == 2) { set xlabel growing; unset ylabel; set format y '' }
	if (panel == 3) { unset xlabel }
	set lmargin at screen 0.10 + 0.302 * (panel - 1)
	set rmargin at screen 0.365 + 0.302 * (panel - 1)
	set title kind[panel] offset 0,-0.4
	plot for [k=1:3] data using 1:(column(3 * panel - 2 + k)):xtic(1) with linespoints linestyle k
	@no_labels
}
unset multiplot
