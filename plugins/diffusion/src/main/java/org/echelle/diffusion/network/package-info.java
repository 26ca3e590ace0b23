/** Networks that say at one time what the noise, the clean sample or the velocity is; each family in a package of its own below. */
package org.echelle.diffusion.network;
