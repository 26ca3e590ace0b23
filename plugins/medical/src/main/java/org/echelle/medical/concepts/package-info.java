/** What is known of films: findings, boxes, masks, and how they were taken. */
package org.echelle.medical.concepts;
