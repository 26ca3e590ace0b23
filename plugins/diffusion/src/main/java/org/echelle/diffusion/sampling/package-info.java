/** From noise to samples: schedules, samplers, guidance. */
package org.echelle.diffusion.sampling;
