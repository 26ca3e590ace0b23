/** Where concepts come from: class folders, labels of the samples, tables, boxes and masks; and how areas meet sites. */
package org.echelle.vision.concepts;
