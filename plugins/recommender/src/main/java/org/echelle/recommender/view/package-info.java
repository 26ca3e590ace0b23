/** How a user's history is drawn. */
package org.echelle.recommender.view;
