/** Measures of items that need no network. */
package org.echelle.recommender.baseline;
