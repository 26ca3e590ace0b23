/** Fetching models from the Hugging Face hub, only when asked, into the cache that the hub's own clients share. */
package org.echelle.shell.hub;
