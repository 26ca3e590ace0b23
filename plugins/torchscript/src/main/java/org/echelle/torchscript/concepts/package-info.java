/** Concepts: columns of tables, and arrays of labels for samples or sites. */
package org.echelle.torchscript.concepts;
