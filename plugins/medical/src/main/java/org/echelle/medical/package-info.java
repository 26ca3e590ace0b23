/** The medical plugin: networks for medical images, their files, findings and acquisition tags, for Echelle. */
package org.echelle.medical;
