/** The {@code config.json} that lies with published weights. */
package org.echelle.diffusion.network.config;
