export default {
  extends: "stylelint-config-standard",
  rules: {
    // Our classes begin with ed-; md- is the theme's, csl- pandoc's.
    "selector-class-pattern": "^(ed-|md-|csl-)[a-z0-9]+(?:(?:-|__|--)[a-z0-9]+)*$",
    // Our custom properties begin likewise; --md- ones are the theme's to be set.
    "custom-property-pattern": "^(ed|md)-[a-z0-9]+(?:-{1,2}[a-z0-9]+)*$",
  },
};
