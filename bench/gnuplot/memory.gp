# SPDX-License-Identifier: GPL-2.0-only
# Memory, a panel for each row: label, off, stock, cache

array top[3]
array name[3]
do for [row=1:3] {
	top[row] = 0
	do for [k=1:3] {
		stats data using k+1 every ::row-1::row-1 nooutput
		if (STATS_max > top[row]) { top[row] = STATS_max }
	}
	stats data using (name[row] = strcol(1), 0) every ::row-1::row-1 nooutput
}
set style fill solid 0.85 noborder
set boxwidth 0.7
set xrange [0.4:3.6]
unset xtics
set grid noxtics ytics
set format y '%g'
set multiplot layout 1,3
set bmargin 2
set ylabel 'bytes'
do for [row=1:3] {
	set lmargin at screen 0.10 + 0.312 * (row - 1)
	set rmargin at screen 0.345 + 0.312 * (row - 1)
	set yrange [0:top[row] * 1.15]
	set title name[row] offset 0,-0.4
	plot for [k=1:3] data using (k):k+1 every ::row-1::row-1 with boxes linecolor rgb colour[k], \
		for [k=1:3] data using (k):k+1:(sprintf('%.0f', column(k+1))) every ::row-1::row-1 \
			with labels offset 0,0.7 textcolor rgb colour[k]
	unset ylabel
	@no_labels
}
unset multiplot
