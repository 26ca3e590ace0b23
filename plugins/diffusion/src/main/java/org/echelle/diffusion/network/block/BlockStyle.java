package org.echelle.diffusion.network.block;

import org.echelle.nn.Activation;

/**
 * What all resnet blocks of a network share.
 *
 * @param groups of their group norms
 * @param eps of their group norms
 * @param activation behind every norm
 * @param timeWidth width of the time's embedding; 0 where they know no time
 * @param scaleShift the time scales and shifts the second norm's output (diffusers' {@code scale_shift}), else it is added before
 */
public record BlockStyle(int groups, double eps, Activation activation, int timeWidth, boolean scaleShift) {}
