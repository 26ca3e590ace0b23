/**
 * The diffusion plugin: U-Nets and diffusion transformers across timesteps, for Echelle. Nothing is exported to other bundles.
 */
package org.echelle.diffusion;
