/** How made pictures, and a feature's activations over time and place, are drawn. */
package org.echelle.diffusion.view;
