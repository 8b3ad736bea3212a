# SPDX-License-Identifier: GPL-2.0-only
#
# What all plots have in common. bench/draw sets data and extra, files of
# bench/table's tsv; out and format; height; and what the plot says.

if (format eq 'svg') {
	set terminal svg noenhanced size 960,height background rgb 'white' \
		font 'DejaVu Sans,Verdana,sans-serif,13' name plot
} else {
	set terminal pngcairo noenhanced size 1440,1.5*height background rgb 'white' \
		font 'DejaVu Sans,10' fontscale 1.5 linewidth 1.5 pointscale 1.5
}
set output out

set datafile separator tab
set datafile missing '-'
set border 3 linecolor rgb '#606060'
set tics nomirror out textcolor rgb '#303030'
set grid xtics ytics linetype 1 linecolor rgb '#e4e4e4'
set xlabel textcolor rgb '#303030'
set ylabel textcolor rgb '#303030'
unset key

# A colour and a shape for each kernel, in the order of the columns. The colours
# are some that the colour-blind can tell apart, as can who prints them in grey.
array colour[3] = ['#8c8c8c', '#d55e00', '#0072b2']
array kernel[3] = ['seccomp_cache=off', 'stock', 'with the series']
set style line 1 linecolor rgb colour[1] linewidth 2 pointtype 4 pointsize 0.9
set style line 2 linecolor rgb colour[2] linewidth 2 pointtype 9 pointsize 1.1
set style line 3 linecolor rgb colour[3] linewidth 2 pointtype 7 pointsize 0.9

# The title, and below it what the colours mean
below_top(pixels) = 1.0 - pixels / (1.0 * height)
array legend[3] = [0.30, 0.54, 0.68]
set label 10 heading at screen 0.5,screen below_top(22) center font ',15' textcolor rgb '#101010'
do for [k=1:3] {
	set label k kernel[k] at screen legend[k],screen below_top(48) left offset 1.2,-0.15 \
		point linestyle k textcolor rgb colour[k]
}
set tmargin 6
# Once they are drawn, for the other panels
no_labels = 'do for [k=1:3] { unset label k }; unset label 10'
