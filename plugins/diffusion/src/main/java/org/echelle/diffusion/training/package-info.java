/** Trains small networks on pictures, told by class or by prompt, and writes them as diffusers' folders. */
package org.echelle.diffusion.training;
