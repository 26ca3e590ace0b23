/** What is known of samples: what they were asked to show, and what their pictures show. */
package org.echelle.diffusion.concepts;
