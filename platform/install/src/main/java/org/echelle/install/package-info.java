/**
 * Installing plugins: what a jar is and who signed it ({@code jar}), which plugins this user wants ({@code store}), where more are
 * offered ({@code catalogue}), and what an installation would do before it does it ({@code plan}). The host carries what the store
 * says; it asks through {@link org.echelle.host.spi.WantedPlugins}.
 */
@Export
@Version("1.0.0")
package org.echelle.install;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
