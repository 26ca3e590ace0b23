/** The recommender plugin: sequential and collaborative models, interaction logs, and what is known of items and users, for Echelle. */
package org.echelle.recommender;
