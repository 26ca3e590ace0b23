/** Where films come from, and whose they are. */
package org.echelle.medical.samples;
