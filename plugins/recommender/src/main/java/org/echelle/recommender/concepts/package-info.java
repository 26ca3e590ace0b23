/** Attributes of items and users, and statistics of histories, as concepts. */
package org.echelle.recommender.concepts;
