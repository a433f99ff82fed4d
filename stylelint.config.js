// Classes that are not ours but Material's or Markdown's, and that the style sheet may speak of.
const theirs = ["(no-)?js", "admonition(-title)?", "footnote(-ref|-backref)?", "headerlink"];

export default {
  extends: "stylelint-config-standard",
  rules: {
    // Our classes begin with ed-; md- is the theme's, csl- pandoc's.
    "selector-class-pattern": `^((ed|md|csl)-[a-z0-9]+((-|__|--)[a-z0-9]+)*|${theirs.join("|")})$`,
    // Our custom properties begin likewise; --md- ones are the theme's, for us to set.
    "custom-property-pattern": "^(ed|md)-[a-z0-9]+(--?[a-z0-9]+)*$",
    // The sheet follows the page from top to bottom, not from the weakest selector to the strongest.
    "no-descending-specificity": null,
  },
};
