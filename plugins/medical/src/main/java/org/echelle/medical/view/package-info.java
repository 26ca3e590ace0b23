/** How films and activations on them are shown. */
package org.echelle.medical.view;
