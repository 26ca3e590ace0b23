/** Keeps identities out of everything that is written: keys instead of names, and a check of what files carry. */
package org.echelle.medical.privacy;
