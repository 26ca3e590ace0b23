/** Samples: rows of arrays, rows of tables, pictures. */
package org.echelle.torchscript.samples;
