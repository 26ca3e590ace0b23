/** What is known of items and users: tables of titles and attributes. */
package org.echelle.recommender.items;
