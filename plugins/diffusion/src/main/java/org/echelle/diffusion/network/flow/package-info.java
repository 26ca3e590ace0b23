/** A small class-conditional transformer that was trained by flow matching and predicts the clean picture. */
package org.echelle.diffusion.network.flow;
