/** Trains small class-conditional networks on pictures, and writes them as diffusers' folders. */
package org.echelle.diffusion.training;
