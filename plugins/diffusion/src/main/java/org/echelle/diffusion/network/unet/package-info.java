/**
 * U-Nets as diffusers publishes them: {@code UNet2DConditionModel} (Stable Diffusion 1.x, 2.x and XL) and {@code UNet2DModel} (pixels,
 * with classes or without), and Stable Diffusion's checkpoints in one file.
 */
package org.echelle.diffusion.network.unet;
