/**
 * What all who look at pictures need: where a network's cells lie on a picture, and how much of a cell an area covers; resampling as the
 * library does it that models were trained with; decoding within limits; PNG files; a heat map and its frame on a page.
 *
 * <p>Plain Java and the JDK's own imaging: no tensors, no domain. Pixels are {@code [height][width][channels]}, rows from the top;
 * rectangles are {@code left, upper, right, lower} edge in pixels, real numbers, and pixel {@code i} covers {@code [i, i + 1)}.
 */
@Export
@Version("1.0.0")
package org.echelle.pictures;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
