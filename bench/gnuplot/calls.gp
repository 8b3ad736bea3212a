# SPDX-License-Identifier: GPL-2.0-only
# What calls cost, a row each: label, off, stock, cache

number(x) = sprintf('%.0f', x)
set tmargin 5
set bmargin 4
set lmargin 44
set logscale x
set xrange [5:20000]
set format x '%g'
set xlabel 'guest instructions over the same call without seccomp'
stats data using 2 nooutput
set yrange [-STATS_records + 0.4:0.6]
set ytics scale 0
plot data using 4:(-$0):($3-$4):(0) with vectors nohead linewidth 1.5 linecolor rgb '#c8c8c8', \
	data using 2:(-$0) with points linestyle 1, \
	data using 3:(-$0) with points linestyle 2, \
	data using 4:(-$0):ytic(1) with points linestyle 3, \
	data using ($2 > $3 ? $2 : $3):(-$0):(number($3)) with labels left offset 1.2,0 textcolor rgb colour[2], \
	data using 4:(-$0):(number($4)) with labels right offset -1.2,0 textcolor rgb colour[3]
