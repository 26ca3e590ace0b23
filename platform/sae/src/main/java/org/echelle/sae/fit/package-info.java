/**
 * What solvers share: rows that are looked at again and again, means and principal axes, Lloyd's clusters. Used by baselines and by
 * architectures that start from clusters. Not exported.
 */
package org.echelle.sae.fit;
