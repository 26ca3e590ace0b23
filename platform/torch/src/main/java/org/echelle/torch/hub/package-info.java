/** The local cache of the Hugging Face hub: where models lie that were fetched once. Nothing here reaches for the network. */
@Export
@Version("1.0.0")
package org.echelle.torch.hub;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
