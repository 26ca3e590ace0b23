/** Pictures to the latents of Stable Diffusion and back: diffusers' {@code AutoencoderKL}. */
package org.echelle.diffusion.network.vae;
