/** Diffusion models as subjects: condition, sampling, pictures. */
package org.echelle.diffusion.subject;
