/** Fetching files from servers that break, stall and lie: with patience that ends, resuming, and without following everyone anywhere. */
package org.echelle.shell.download;
