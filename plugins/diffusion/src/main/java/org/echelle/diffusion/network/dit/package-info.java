/** Diffusion transformers: DiT (classes) and PixArt-alpha (text), in their authors' and in diffusers' layouts. */
package org.echelle.diffusion.network.dit;
