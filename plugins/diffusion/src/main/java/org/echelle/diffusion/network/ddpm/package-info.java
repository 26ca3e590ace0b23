/** A small unconditional U-Net on pixels that predicts the noise (Ho et al. 2020, arXiv 2006.11239). */
package org.echelle.diffusion.network.ddpm;
