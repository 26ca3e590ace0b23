/**
 * Building blocks that plugins share: attention, MLP, norms, convolutions; and weights by their published names.
 *
 * <p>Blocks are plain calls on arrays, without gradients unless an input or a parameter wants them. Memory: a block closes its own
 * intermediates as soon as they are used, never its input, and its result belongs to the manager of the input. So a network
 * that aliases its input into a sub-manager (see {@link org.echelle.nn.Taps#alias}) and closes each activation after the next
 * one holds a few activations at a time, not all layers. Closing a handle never breaks a gradient: libtorch's graph keeps what
 * it needs, with one exception: an array made from Java's memory ({@code manager.create(float[])}) is only lent to libtorch, and once
 * its handle is closed the collector may free what a gradient still reads (seen as a loss that is NaN in one run and not in the next).
 * {@code x.mul(0.5)} makes one, too. So a pass takes {@link org.echelle.torch.Scalars} for numbers and
 * {@link org.echelle.torch.HostView#array} for the rest, or duplicates. Blocks never change an array in place that somebody else has seen.
 *
 * <p>Every hookable place is one call of {@link org.echelle.nn.Taps#at}.
 */
@Export
@Version("1.0.0")
package org.echelle.nn;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
