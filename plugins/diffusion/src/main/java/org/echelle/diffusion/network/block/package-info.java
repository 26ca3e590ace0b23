/** What U-Nets and autoencoders are made of: resnet blocks, attention over a map, changes of size. */
package org.echelle.diffusion.network.block;
