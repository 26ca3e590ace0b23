/** Interaction logs as people have them: read in one pass into compact arrays, grouped by user, in time order. */
package org.echelle.recommender.log;
