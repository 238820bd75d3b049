"""The dashboard: layout and callbacks, a file a page. All that it shows, `sim` computes.

app       : the application, what keeps it safe, and serving it
listening : where it listens
service   : scenarios, stored runs and answers, as the pages ask for them
state     : what stands in the address
shell     : header, navigation, pickers, progress and errors around every page
parts     : components that pages share
still     : what stands still on a page, as one component; assets/still.js makes elements of it
foresight : what a slider would bring, worked out while its handle rests
body      : what a request brings along
"""
