/** Variants of one protein with what was measured of them: deep mutational scans as samples. */
package org.echelle.protein.variants;
