/** Recommenders under their published parameter names. */
package org.echelle.recommender.subject;
