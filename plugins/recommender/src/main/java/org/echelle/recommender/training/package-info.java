/** Small recommenders trained on a user's own interactions. */
package org.echelle.recommender.training;
