# SPDX-License-Identifier: GPL-2.0-only
# What the cache knows of programs' system calls, a bar each: program, filters,
# calls cached, constant, dependent

array colour[3] = ['#009e73', '#e69f00', '#cc79a7']
array kind[3] = ['always allowed: passes on entry', 'another constant answer', 'depends on an argument']
array legend[3] = [0.10, 0.44, 0.70]
do for [k=1:3] {
	set label k kind[k] at screen legend[k],screen below_top(48) left offset 1.2,-0.15 \
		point pointtype 5 pointsize 1.5 linecolor rgb colour[k] textcolor rgb '#303030'
}
set tmargin 4.5
set bmargin 4
set lmargin at screen 0.25
set rmargin at screen 0.80
set xrange [0:100]
set format x '%g%%'
set xlabel 'share of system call numbers'
stats data using 3 nooutput
set yrange [-STATS_records + 0.4:0.6]
set ytics scale 0
set grid noytics
set style fill solid 0.9 noborder
all = '($3 + $4 + $5)'
bar = '(-$0 - 0.35):(-$0 + 0.35)'
plot data using (0):(-$0):(0):(100 * $3 / @all):@bar with boxxyerror linecolor rgb colour[1], \
	data using (0):(-$0):(100 * $3 / @all):(100 * ($3 + $4) / @all):@bar with boxxyerror linecolor rgb colour[2], \
	data using (0):(-$0):(100 * ($3 + $4) / @all):(100):@bar:ytic(1) with boxxyerror linecolor rgb colour[3], \
	data using (100):(-$0):(sprintf('%d / %d / %d, %d filter%s', $3, $4, $5, $2, $2 == 1 ? '' : 's')) \
		with labels left offset 1,0 textcolor rgb '#303030'
