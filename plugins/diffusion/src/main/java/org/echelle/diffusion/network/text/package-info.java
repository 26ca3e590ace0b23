/** CLIP's text encoder and its tokenizer, read from a model folder: what Stable Diffusion is told. */
package org.echelle.diffusion.network.text;
