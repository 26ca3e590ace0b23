/**
 * A page on this machine that shows trainings while they go on.
 *
 * <p>{@link org.echelle.web.LivePage#open} serves it to this machine only; a {@link org.echelle.runs.TrainingWatch} feeds it. The
 * page is one document without anything from elsewhere, and hears of news as server-sent events:
 *
 * <table>
 *   <caption>What is served</caption>
 *   <tr><td>{@code /}</td><td>the page</td></tr>
 *   <tr><td>{@code /state.json}</td><td>all that is known now</td></tr>
 *   <tr><td>{@code /events}</td><td>the same, then every news; {@link org.echelle.web.Board} says what they look like</td></tr>
 * </table>
 */
@Export
@Version("1.0.0")
package org.echelle.web;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
