/** Samples to be made: what is asked for, and a seed. */
package org.echelle.diffusion.samples;
