# SPDX-License-Identifier: GPL-2.0-only
# What attaching costs, from data, and for how long it keeps others off the CPU,
# from extra: instructions of the filter, off, stock, cache

set logscale xy
set format y '%.0s%c'
set xrange [1.5:6000]
set yrange [1e3:2e8]
set xlabel 'instructions of the filter'
set multiplot layout 1,2
set bmargin 4
set lmargin at screen 0.09; set rmargin at screen 0.48
set title 'guest instructions to attach it' offset 0,-0.4
plot for [k=1:3] data using 1:k+1:xtic(1) with linespoints linestyle k
@no_labels
set lmargin at screen 0.57; set rmargin at screen 0.96
set title 'longest delay of a real-time thread meanwhile' offset 0,-0.4
plot for [k=1:3] extra using 1:k+1:xtic(1) with linespoints linestyle k
unset multiplot
